// Builds portal/static/css/portal.css from styles/, and copies htmx with its licence and checksum.
// What it writes is committed, so that a machine with Python alone needs no node.
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { compile } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const target = join(here, '..', 'portal', 'static')
const vendor = join(target, 'vendor')
mkdirSync(join(target, 'css'), { recursive: true })
mkdirSync(vendor, { recursive: true })

const { css } = compile(join(here, 'styles', 'portal.scss'), { style: 'compressed' })
const plain = css.replace('\uFEFF', '').replace(/^@charset "[^"]+";/, '')
// Rules with a picture: the only one is the NHS cross in a search field, which we do not ship.
const body = plain.replace(/[^{}]*\{[^{}]*url\([^{}]*\}/g, '')
const licence = '/*! Includes parts of nhsuk-frontend, MIT: vendor/nhsuk-frontend.LICENCE.txt */\n'
const sheet = `@charset "UTF-8";\n${licence}@supports (opacity: 0){${body}}\n`
writeFileSync(join(target, 'css', 'portal.css'), sheet)

const copies = [
  [join(modules, 'htmx.org/dist/htmx.min.js'), 'htmx.min.js'],
  [join(modules, 'htmx.org/LICENSE'), 'htmx.LICENCE.txt'],
  // Its package carries no licence file, only the word MIT.
  [join(here, 'nhsuk-frontend.LICENCE.txt'), 'nhsuk-frontend.LICENCE.txt'],
]
for (const [from, to] of copies) copyFileSync(from, join(vendor, to))

const version = (name) => JSON.parse(readFileSync(join(modules, name, 'package.json'))).version
const names = ['htmx.org', 'nhsuk-frontend']
writeFileSync(join(vendor, 'VERSIONS'), names.map((name) => `${name} ${version(name)}\n`).join(''))
const sum = (name) => createHash('sha256').update(readFileSync(join(vendor, name))).digest('hex')
const lines = copies.map(([, to]) => `${sum(to)}  ${to}\n`)
writeFileSync(join(vendor, 'SHA256SUMS'), lines.join(''))

const weight = brotliCompressSync(Buffer.from(sheet)).length
console.log(`portal.css: ${sheet.length} bytes, ${weight} by brotli`)

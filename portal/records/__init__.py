"""The engine that walks the register: retention, erasure, export, and what proves them.

Keeps counts, random numbers of erased records, and lists without names: nothing about a person.
"""

"""What the register says is done here, table by table: nobody has to remember a new one."""

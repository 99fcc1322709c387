"""The command line: composes, prints, writes files, reads the environment, exits. Nothing below it does."""

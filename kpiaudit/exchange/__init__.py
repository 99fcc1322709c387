"""Files that go back and forth between people and the program: sheets to fill in, decisions, lists written anew.

Pure: from text and records to text. What is read and written where is the command line's business.
"""

"""The suggestion box 意见建议: what users would have otherwise, each with an answer and a day it is due."""

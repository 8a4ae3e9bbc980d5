"""Official papers 公文 set in the layout of GB/T 9704-2012: plain structures in, sentences and a .docx out. Pure."""

"""The pages, thin: what a person sees and presses. The only folder that imports streamlit.

``menu`` lists them in the order of the work; each of the seven is a script of its own beside what they share.
"""

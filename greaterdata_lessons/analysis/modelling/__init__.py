"""Critical modelling: is it better than something simple, and when should it not be used?"""

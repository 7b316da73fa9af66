"""The texts that people sign: written, judged, published, and readable for ever."""

#![no_main]
stillroom_fuzz::target!(corpora);

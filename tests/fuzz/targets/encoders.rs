#![no_main]
stillroom_fuzz::target!(encoders);

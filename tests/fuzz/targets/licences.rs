#![no_main]
stillroom_fuzz::target!(licences);

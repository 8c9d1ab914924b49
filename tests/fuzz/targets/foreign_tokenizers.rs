#![no_main]
stillroom_fuzz::target!(foreign_tokenizers);

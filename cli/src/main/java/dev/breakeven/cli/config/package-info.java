/// What a team sets once instead of as a flag: files and environment variables.
///
/// Entry types: [ConfigKey][dev.breakeven.cli.config.ConfigKey], the table of all keys, and
/// [Settings][dev.breakeven.cli.config.Settings], what is set where.
@NullMarked
package dev.breakeven.cli.config;

import org.jspecify.annotations.NullMarked;

/**
 * Auto-configuration of backup4j for Spring Boot 4. It holds what Spring needs, and no behaviour of backups: each class hands over to
 * the library.
 */
@NullMarked
package io.github.backup4j.examples.boot;

import org.jspecify.annotations.NullMarked;

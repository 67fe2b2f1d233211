/** What people do with backups, one class a task. */
@NullMarked
package io.github.backup4j.examples.tasks;

import org.jspecify.annotations.NullMarked;

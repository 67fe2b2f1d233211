/**
 * What CBR does and has done: its operation log and its backup runs, and long-running work that is found again by its token. Uses
 * work and http, and of other nouns disks and servers.
 */
@NullMarked
package io.github.backup4j.huawei.internal.operations;

import org.jspecify.annotations.NullMarked;

/** The wire of ECS, and of Nova: servers and their disks. */
@NullMarked
package io.github.backup4j.huawei.emulator.internal.ecs;

import org.jspecify.annotations.NullMarked;

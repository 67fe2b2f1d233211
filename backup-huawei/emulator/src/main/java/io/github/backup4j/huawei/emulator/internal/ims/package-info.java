/** The wire of IMS, and of Glance: images. */
@NullMarked
package io.github.backup4j.huawei.emulator.internal.ims;

import org.jspecify.annotations.NullMarked;

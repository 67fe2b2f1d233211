/** The provider against the real cloud, as far as LIVE.md describes, and the same questions to the emulator. */
@NullMarked
package io.github.backup4j.huawei.live;

import org.jspecify.annotations.NullMarked;

/** The wire of IAM: tokens, projects and accounts. */
@NullMarked
package io.github.backup4j.huawei.emulator.internal.iam;

import org.jspecify.annotations.NullMarked;

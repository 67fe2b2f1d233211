/** Random and mutated input for everything that reads text: responses, tokens, schedules, timestamps. */
@NullMarked
package io.github.backup4j.huawei.fuzz;

import org.jspecify.annotations.NullMarked;

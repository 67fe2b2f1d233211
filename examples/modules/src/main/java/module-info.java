import org.jspecify.annotations.NullMarked;

/** A program that uses backup4j as Java modules, and names no module of anybody else. */
@NullMarked
module io.github.backup4j.examples.modules {
    requires io.github.backup4j;
    requires io.github.backup4j.huawei;
    requires io.github.backup4j.huawei.emulator;
    requires io.github.backup4j.testkit;
    requires static org.jspecify;
}

import org.jspecify.annotations.NullMarked;

/** A server on this machine that speaks the HTTP interface of Huawei Cloud. */
@NullMarked
module io.github.backup4j.huawei.emulator {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive io.github.backup4j;
    requires transitive io.github.backup4j.testkit;
    requires java.logging;
    requires jdk.httpserver;
    requires static transitive org.jspecify;
    requires static org.junit.jupiter.api;

    exports io.github.backup4j.huawei.emulator;
}

package io.github.backup4j.huawei.emulator;

/** The two forms of responses, which differ in JSON types and timestamps. */
public enum Form {
    /** As recorded from the real service; the official SDK can parse it. */
    RECORDED,
    /** As in the examples of the API reference. */
    DOCUMENTED
}

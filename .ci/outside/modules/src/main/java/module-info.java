/** Names no module of anybody else. */
module shop {
    requires io.github.backup4j;
    requires io.github.backup4j.testkit;
    requires io.github.backup4j.huawei;
}

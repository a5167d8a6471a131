using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("GameAuth.Server.PostgreSql.Tests.SkippingFramework", "GameAuth.Server.PostgreSql.Tests")]

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Marks tests that need PgBouncer.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsPgBouncerAttribute : Attribute;

/// <summary>Skips every test, those of the shared suites too, where there is no PostgreSQL, with the reason.</summary>
public sealed class SkippingFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) => new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider source, IMessageSink messages) : XunitTestFrameworkExecutor(assemblyName, source, messages)
    {
        protected override void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases([.. testCases.Select(AsItCanRun)], executionMessageSink, executionOptions);

        private IXunitTestCase AsItCanRun(IXunitTestCase test)
        {
            bool needsPooler = test.TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsPgBouncerAttribute)).Any();
            string? missing = needsPooler ? Programs.PgBouncerMissing : Programs.PostgreSqlMissing;
            return missing is null ? test : new SkippedTest(DiagnosticMessageSink, test, missing);
        }
    }

    private sealed class SkippedTest : XunitTestCase
    {
        [Obsolete("For xunit, which makes one before it fills it.")]
        public SkippedTest()
        {
        }

        public SkippedTest(IMessageSink messages, IXunitTestCase test, string reason)
            : base(messages, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, test.TestMethod, test.TestMethodArguments) => SkipReason = reason;

        protected override string GetSkipReason(IAttributeInfo factAttribute) => "";
    }
}

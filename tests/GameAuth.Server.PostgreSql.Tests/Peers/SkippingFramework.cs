using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Marks tests that need PgBouncer.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsPgBouncerAttribute : Attribute;

/// <summary>Marks tests that need PostgreSQL: those of a class, or of a whole project.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
internal sealed class NeedsPostgreSqlAttribute : Attribute;

/// <summary>Skips the tests that need PostgreSQL, those of the shared suites too, where there is none, with the reason.</summary>
public sealed class SkippingFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) => new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider source, IMessageSink messages) : XunitTestFrameworkExecutor(assemblyName, source, messages)
    {
        protected override void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases([.. testCases.Select(AsItCanRun)], executionMessageSink, executionOptions);

        private static readonly bool s_isForAll = typeof(SkippingFramework).Assembly.IsDefined(typeof(NeedsPostgreSqlAttribute));

        private IXunitTestCase AsItCanRun(IXunitTestCase test)
        {
            ITypeInfo type = test.TestMethod.TestClass.Class;
            bool needsDatabase = s_isForAll || type.GetCustomAttributes(typeof(NeedsPostgreSqlAttribute)).Any();
            bool needsPooler = type.GetCustomAttributes(typeof(NeedsPgBouncerAttribute)).Any();
            string? missing = needsPooler ? Programs.PgBouncerMissing : needsDatabase ? Programs.PostgreSqlMissing : null;
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

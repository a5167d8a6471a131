namespace GameAuth.Conventions.Surface;

public class SurfaceTests
{
    private static readonly Type[] Offending = typeof(Offenders).GetNestedTypes();

    private static IEnumerable<Type> Shipped => Repository.Libraries.SelectMany(project => project.Assembly.GetExportedTypes());

    [Fact]
    public void Public_classes_are_sealed_or_abstract() => Rule.Holds(SealedRule.Violations(Shipped));

    [Fact]
    public void Awaited_methods_end_in_Async_and_take_a_CancellationToken_last() => Rule.Holds(AsyncRule.Violations(Shipped));

    [Fact]
    public void An_open_public_class_is_caught() => Rule.Catches("Open", SealedRule.Violations(Offending));

    [Theory]
    [InlineData("Unnamed.Start is awaited and does not end in Async")]
    [InlineData("Unawaited.CountAsync ends in Async and returns nothing to await")]
    [InlineData("Uncancelled.ReadAsync takes no CancellationToken")]
    [InlineData("Reordered.WriteAsync does not take its CancellationToken last")]
    public void A_method_out_of_shape_is_caught(string fault) => Rule.Catches(fault, AsyncRule.Violations(Offending));

    [Fact]
    public void A_shape_that_an_interface_dictates_is_allowed() => Rule.Holds(AsyncRule.Violations([typeof(Offenders.Fine)]));
}

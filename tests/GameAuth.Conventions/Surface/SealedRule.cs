namespace GameAuth.Conventions.Surface;

/// <summary>A public class is a leaf or made to be derived from, never both.</summary>
internal static class SealedRule
{
    public static IEnumerable<string> Violations(IEnumerable<Type> types) =>
        from type in types
        where type is { IsVisible: true, IsClass: true, IsSealed: false, IsAbstract: false }
        select $"{type} is public and neither sealed nor abstract";
}

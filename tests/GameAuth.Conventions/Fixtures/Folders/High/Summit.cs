namespace GameAuth.Conventions.Fixtures.High;

/// <summary>What the offender climbs to.</summary>
internal static class Summit
{
    public static string Name() => "summit";
}

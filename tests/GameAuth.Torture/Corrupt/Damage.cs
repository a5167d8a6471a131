namespace GameAuth.Torture;

/// <summary>A way in which a row's file goes bad.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Reach">What may be asked of the store.</param>
/// <param name="Apply">Makes the damaged file from an intact one.</param>
internal sealed record Damage(string Name, Reach Reach, Func<Specimen, Random, byte[]> Apply);

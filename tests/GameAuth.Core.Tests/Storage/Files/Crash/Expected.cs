using System.Collections.Immutable;

namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>What may be found in one place after a crash: what was acknowledged last, or what was in flight or failed since.</summary>
/// <param name="Acknowledged">The last value that the store promised; <see cref="Nothing"/> for none.</param>
/// <param name="Open">Values of steps that have not ended, or ended in an error.</param>
internal sealed record Expected(string Acknowledged, ImmutableList<string> Open)
{
    public const string Nothing = "nothing";

    /// <summary>A value that no intact row has; only where the scenario damaged it.</summary>
    public const string Corrupt = "corrupt";

    public bool IsCertain => Open.IsEmpty;

    public static Expected Of(string acknowledged) => new(acknowledged, []);

    public Expected Begin(string value) => this with { Open = Open.Add(value) };

    public bool Allows(string value) => value == Acknowledged || Open.Contains(value);

    public override string ToString() => $"{Acknowledged}{(IsCertain ? "" : $" or {string.Join(" or ", Open.Distinct())}")}";
}

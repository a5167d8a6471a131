namespace GameAuth.Providers;

/// <summary>Which account is meant when none is named.</summary>
internal sealed record DefaultAccountRow(string Key);

namespace GameAuth.Providers;

/// <summary>The name of a client that carries tokens, so that the start can check its pipeline.</summary>
internal sealed record AuthenticatedClient(string Name);

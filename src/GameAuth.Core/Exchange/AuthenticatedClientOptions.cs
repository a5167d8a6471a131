namespace GameAuth.Providers;

/// <summary>What makes a named client an authenticated one.</summary>
internal sealed class AuthenticatedClientOptions
{
    public Func<IServiceProvider, AccountDirectory>? Directory { get; set; }
}

/// <summary>The name of a client that carries tokens, so that the start can check its pipeline.</summary>
internal sealed record AuthenticatedClient(string Name);

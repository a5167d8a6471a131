namespace GameAuth.Providers;

/// <summary>What makes a named client an authenticated one.</summary>
internal sealed class AuthenticatedClientOptions
{
    public Func<IServiceProvider, AccountDirectory>? Directory { get; set; }

    public Func<IServiceProvider, RequestAuthenticator>? Scheme { get; set; }
}

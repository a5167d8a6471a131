namespace GameAuth;

/// <summary>The names of a registration's clients in <see cref="IHttpClientFactory"/>, for an application that sets a proxy or a handler of its own on them.</summary>
public static class GameAuthClientNames
{
    /// <summary>The client of the calls to the provider's authentication hosts.</summary>
    /// <param name="provider">The provider, such as <c>xbox</c>.</param>
    /// <param name="registration">The registration; <c>default</c> unless named.</param>
    /// <returns>The name.</returns>
    public static string Auth(string provider, string registration = "default") => $"GameAuth.{provider}.{registration}";

    /// <summary>The client of the calls to the provider's APIs, which carry an account's token.</summary>
    /// <param name="provider">The provider, such as <c>xbox</c>.</param>
    /// <param name="registration">The registration; <c>default</c> unless named.</param>
    /// <returns>The name.</returns>
    public static string Api(string provider, string registration = "default") => $"GameAuth.{provider}.{registration}.api";
}

namespace GameAuth.Providers;

/// <summary>The names of a registration's own clients in IHttpClientFactory.</summary>
internal static class ClientNames
{
    public static string Auth(string provider, string registration) => $"GameAuth.{provider}.{registration}";

    public static string Api(string provider, string registration) => $"GameAuth.{provider}.{registration}.api";
}

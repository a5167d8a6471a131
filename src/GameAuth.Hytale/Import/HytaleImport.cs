namespace GameAuth.Hytale;

/// <summary>Where another program keeps a Hytale sign-in: one factory per format. Immutable.</summary>
public sealed record HytaleImport : CredentialImport
{
    private HytaleImport(string path)
        : base(path)
    {
    }

    /// <summary>
    /// The <c>hytale_session.json</c> of the launcher HyPrism, which keeps it in the clear. A launcher signs in by browser with a client id of its own, and a refresh token works
    /// with no other: name it in <see cref="CredentialImport.ClientId"/> and in <see cref="GameAuth.Providers.ProviderOptions.ClientId"/>.
    /// </summary>
    /// <param name="path">The file, or its directory.</param>
    /// <returns>The source.</returns>
    public static HytaleImport FromHyPrism(string path) => new(path);

    internal HyPrismImporter CreateImporter() => new HyPrismImporter(ClientId);
}

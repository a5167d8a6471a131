namespace GameAuth.Storage;

/// <summary>Refuses a key that is guarded by less than the application asks for; where the source tells its level beforehand, before it makes anything.</summary>
internal sealed class MinimumKeySource(MasterKeySource source, KeyProtection minimum) : MasterKeySource
{
    public override string Name => source.Name;

    public override KeyProtection Protection => source.Protection;

    public override string Kind => source.Kind;

    internal override string Absence => source.Absence;

    public static MasterKeySource Over(MasterKeySource source, KeyProtection minimum) =>
        new MinimumKeySource(source.WithMinimum(minimum), minimum);

    public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken)
    {
        Check(source.Name, source.Protection);
        MasterKey? key = await source.GetKeyAsync(cancellationToken).ConfigureAwait(false);
        if (key is not null)
        {
            Check(key.Source, key.Protection);
        }

        return key;
    }

    public override ValueTask ForgetAsync(CancellationToken cancellationToken) => source.ForgetAsync(cancellationToken);

    private void Check(string name, KeyProtection protection)
    {
        if (protection < minimum)
        {
            throw new GameAuthConfigurationException(
                $"GameAuth: the key from {name} is guarded as {protection}, and MinimumProtection asks for {minimum}. Choose a source of that level or above ("
                + "UseKeyFile: KeyFile; UseMountedSecret, UseCredential: MountedSecret; UsePassphrase: Passphrase; UseKey: Caller; UseKeystore: OsKeystore), or lower MinimumProtection.")
            { Step = "options" };
        }
    }
}

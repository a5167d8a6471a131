using GameAuth;
using GameAuth.Storage;

// GameAuth.Keys.Host <store directory> <source> [forget]
// Last line: "key <source> <protection> <public id>", "absent", "forgotten", or "<state> <message>".
string store = args[0];
KeystoreKeySource keystore = new("keys-host", store);
KeyFileKeySource file = new(Path.Combine(store, "host.key"));
MasterKeySource source = args[1] switch
{
    "keystore" => keystore,
    "file" => file,
    "chain" => new KeyChain(store, [keystore, file]),
    "passphrase" => new PassphraseKeySource(store, new Secret("synthetic passphrase")),
    "credential" => MountedSecretKeySource.FromCredentialsDirectory("gameauth"),
    _ => throw new ArgumentException(args[1]),
};

try
{
    if (args.Length > 2)
    {
        await source.ForgetAsync(CancellationToken.None);
        Console.WriteLine("forgotten");
    }
    else if (await source.GetKeyAsync(CancellationToken.None) is null)
    {
        Console.WriteLine("absent");
    }
    else
    {
        AesGcmTokenProtector protector = new("keys-host", source);
        await protector.PrepareAsync(CancellationToken.None);
        Console.WriteLine($"key {protector.Key!.Source} {protector.Key.Protection} {protector.Key.KeyId}");
    }
}
catch (CredentialStoreException e)
{
    Console.WriteLine($"{e.State} {e.Message}");
}

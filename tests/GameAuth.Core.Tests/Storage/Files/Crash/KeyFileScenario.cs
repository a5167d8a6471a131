using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>Two processes take their key from a file that is not there yet; whoever has a key has sealed rows with it, so it must never be another.</summary>
internal sealed class KeyFileScenario() : CrashScenario("key file")
{
    private const string Key = "key";

    private static readonly string KeyPath = Path.Combine(CrashDisk.Home, "Sample", "keys", "gameauth.key");

    public override Task<(DiskImage Start, Ledger Ledger)> PrepareAsync() => Task.FromResult((CrashDisk.Fresh, new Ledger()));

    public override async Task RunAsync(CrashActor actor)
    {
        await GetAsync(actor);
        await GetAsync(actor);
    }

    public override Task GoOnAsync(CrashActor actor, bool deletes) => GetAsync(actor);

    public override async Task<string?> CheckAsync(DiskImage image, Ledger promised)
    {
        CrashActor actor = new(new CrashDisk(image), promised.Copy());
        string key = await GetAsync(actor);
        bool holds = !promised.Rows.TryGetValue(Key, out Expected? expected) || expected.Allows(key);
        return holds ? null : $"another key, {key}";
    }

    private static async Task<string> GetAsync(CrashActor actor)
    {
        try
        {
            MasterKey key = (await new KeyFileKeySource(KeyPath, TimeProvider.System, actor.Disk).GetKeyAsync(default))!;
            string name = Convert.ToHexString(key.Bytes);
            actor.Ledger.Acknowledge(Key, name);
            actor.Disk.Look();
            return name;
        }
        catch (CredentialStoreException e) when (e.State == RowState.KeyUnavailable && actor.Disk.Flushes > 0)
        {
            return Expected.Nothing;
        }
    }
}

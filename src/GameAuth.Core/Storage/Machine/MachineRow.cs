using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Storage;

/// <summary>The machines that a profile has been used on with the caller's consent, as keyed hashes: the row does not tell which machines they are.</summary>
internal sealed class MachineRow
{
    private const int MostKept = 16;

    public IReadOnlyList<KnownMachine> Machines { get; init; } = [];

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    public bool Knows(string hint) => Machines.Any(machine =>
        CryptographicOperations.FixedTimeEquals(machine.Hash, HMACSHA256.HashData(machine.Key, Encoding.UTF8.GetBytes(hint))));

    public MachineRow With(string hint)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        KnownMachine added = new(key, HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(hint)));
        return new MachineRow { Machines = [.. Machines.TakeLast(MostKept - 1), added], Unknown = Unknown };
    }

    /// <param name="Key">A random key of its own.</param>
    /// <param name="Hash">HMAC-SHA256 of the hint under it.</param>
    internal sealed record KnownMachine(byte[] Key, byte[] Hash);
}

using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Emulator.Xbox;

/// <summary>GUIDs for what has no id in the options: the same for the same thing, in every run.</summary>
internal static class StableGuid
{
    public static string Of(string thing) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("guid " + thing)).AsSpan(0, 16)).ToString();
}

using System.Runtime.Versioning;
using System.Text;

namespace GameAuth.Storage;

/// <summary>A generic password in the user's default keychain on macOS.</summary>
/// <remarks>
/// The file keychain's own calls, since the data protection keychain asks for an entitlement that an unsigned program has not (-34018). The system lets
/// the program that made the item read it; any other, and an unsigned one that was rebuilt, would need the user's leave, which is refused here
/// (SecKeychainSetUserInteractionAllowed) and told.
/// </remarks>
[SupportedOSPlatform("macos")]
internal sealed class KeychainKeystore : IKeystore
{
    public string Name => "macOS Keychain";

    public void Probe() => Quietly(static () => KeychainCalls.Default());

    public byte[]? Find(KeystoreItem item) => Quietly(() => KeychainCalls.Find(Service(item), Account(item)));

    public void Store(KeystoreItem item, byte[] content) => Quietly(() =>
    {
        KeychainCalls.Add(Service(item), Account(item), content);
        return true;
    });

    public void Delete(KeystoreItem item) => Quietly(() =>
    {
        KeychainCalls.Delete(Service(item), Account(item));
        return true;
    });

    private static byte[] Service(KeystoreItem item) => Encoding.UTF8.GetBytes($"GameAuth {item.Application}");

    private static byte[] Account(KeystoreItem item) => Encoding.UTF8.GetBytes(item.Id);

    // The switch is the whole process's, so it is set back.
    private static T Quietly<T>(Func<T> step)
    {
        bool before = KeychainCalls.AllowInteraction(false);
        try
        {
            return step();
        }
        finally
        {
            KeychainCalls.AllowInteraction(before);
        }
    }
}

using Microsoft.Identity.Client;
using Microsoft.Identity.Client.Extensions.Msal;

namespace XboxMsal;

/// <summary>MSAL's own cache on disk, sealed by the operating system, so that the player is asked once.</summary>
internal static class MsalCache
{
    private const string Application = "gameauth-xbox-msal";

    public static async Task AttachAsync(IPublicClientApplication msal)
    {
        StorageCreationProperties storage = new StorageCreationPropertiesBuilder($"{Application}.bin", MsalCacheHelper.UserRootDirectory)
            .WithMacKeyChain(Application, Application)
            .WithLinuxKeyring(Application, MsalCacheHelper.LinuxKeyRingDefaultCollection, Application, new("application", Application), new("version", "1"))
            .Build();
        MsalCacheHelper cache = await MsalCacheHelper.CreateAsync(storage);
        try
        {
            cache.VerifyPersistence();
            cache.RegisterCache(msal.UserTokenCache);
        }
        catch (MsalCachePersistenceException)
        {
            // Without a keyring the sign-in lives as long as this process; a file in the clear would be worse.
            await Console.Error.WriteLineAsync("MSAL finds no keyring here, so you will be asked again at the next start.");
        }
    }
}

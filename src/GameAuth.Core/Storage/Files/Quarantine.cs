using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>Where damaged files are kept aside as copies, each content once. Nothing here is ever deleted by the store.</summary>
internal sealed class Quarantine(IStoreDisk disk, StoreLayout layout)
{
    private const int FingerprintSize = 8;

    /// <summary>Copies a file aside; it is on the disk when this returns. The caller holds the lock of the file's row.</summary>
    public void Keep(string path)
    {
        if (disk.Read(path, SlotFormat.MaxFile) is not { } content)
        {
            return;
        }

        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, FingerprintSize));
        string kept = Path.Combine(layout.Quarantine, $"{Path.GetFileName(path)}.{fingerprint}");
        if (!disk.Exists(kept))
        {
            string temporary = StoreLayout.Temporary(kept);
            disk.Copy(path, temporary);
            disk.Move(temporary, kept);
        }

        // Also where it was there: whoever kept it may have died before its name was on the disk.
        disk.FlushDirectory(layout.Quarantine);
    }
}

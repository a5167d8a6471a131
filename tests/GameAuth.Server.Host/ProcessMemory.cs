using System.Globalization;

namespace GameAuth.Server.Host;

/// <summary>What this process takes. Servers that are measured beside ours share this file.</summary>
internal static class ProcessMemory
{
    /// <summary>Collects, and tells the bytes of live objects, and those that the process has of the machine.</summary>
    public static string Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalMemory(forceFullCollection: true)} {Environment.WorkingSet}");
    }
}

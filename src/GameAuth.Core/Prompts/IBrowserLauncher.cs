namespace GameAuth;

/// <summary>Opens a page in a browser of the player's. Implementations are safe for use from any thread.</summary>
public interface IBrowserLauncher
{
    /// <summary>Opens a page and does not wait for it.</summary>
    /// <param name="page">The page.</param>
    /// <returns>Whether a browser was started; false, never an exception, where there is none or the address is not fit for one.</returns>
    bool TryOpen(Uri page);
}

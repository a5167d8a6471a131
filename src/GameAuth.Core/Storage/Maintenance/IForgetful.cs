namespace GameAuth.Storage;

/// <summary>Whoever has in memory what is about to be deleted from the store.</summary>
internal interface IForgetful
{
    /// <summary>The rows are about to go, and not by another process.</summary>
    void BeforeForgetting();

    /// <summary>The rows are gone.</summary>
    void Forget();
}

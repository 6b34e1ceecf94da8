using Countersign.Engine.Ports;

namespace Countersign.Engine;

/// <summary>Turns a storage that is out of reach into the one exception that the seam knows (I10).</summary>
public static class Availability
{
    public static async ValueTask<T> Of<T>(Func<ValueTask<T>> asked)
    {
        try
        {
            return await asked();
        }
        catch (StorageUnavailableException unavailable)
        {
            throw new EngineUnavailableException(unavailable.Message, unavailable);
        }
    }
}

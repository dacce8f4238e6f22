/// Constants of the step model from measurements: prediction of a measured point, the fit, folds by
/// whole cells, and the errors on cells that were not fitted. Entry: `Calibrator`.
@NullMarked
package dev.breakeven.core.serving.calibration;

import org.jspecify.annotations.NullMarked;

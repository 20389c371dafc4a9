/// Every lab that comes along, brought up and checked through the launcher, on both data planes.
@NullMarked
package dev.weft.interop.lab;

import org.jspecify.annotations.NullMarked;
